@NullMarked
package io.birthmark.station.enrollment.dps;

import org.jspecify.annotations.NullMarked;
