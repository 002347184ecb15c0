@NullMarked
package io.birthmark.label;

import org.jspecify.annotations.NullMarked;
