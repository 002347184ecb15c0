/** Tests of what the bench measures, where a promise hangs on it. */
@NullMarked
package io.birthmark.demo.bench;

import org.jspecify.annotations.NullMarked;
