@NullMarked
package io.birthmark.station.enrollment;

import org.jspecify.annotations.NullMarked;
