@NullMarked
package io.birthmark.station;

import org.jspecify.annotations.NullMarked;
