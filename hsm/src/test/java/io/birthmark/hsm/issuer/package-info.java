@org.jspecify.annotations.NullMarked
package io.birthmark.hsm.issuer;
