@NullMarked
package io.birthmark.firstboot;

import org.jspecify.annotations.NullMarked;
