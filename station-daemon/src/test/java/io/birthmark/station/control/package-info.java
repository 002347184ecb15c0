@NullMarked
package io.birthmark.station.control;

import org.jspecify.annotations.NullMarked;
