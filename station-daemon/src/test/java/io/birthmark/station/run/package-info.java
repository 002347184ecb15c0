@NullMarked
package io.birthmark.station.run;

import org.jspecify.annotations.NullMarked;
