@NullMarked
package io.birthmark.label.printer;

import org.jspecify.annotations.NullMarked;
