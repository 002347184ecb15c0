@org.jspecify.annotations.NullMarked
package io.birthmark.hsm.tpm.transport;
