@NullMarked
package io.birthmark.station.label;

import org.jspecify.annotations.NullMarked;
