@NullMarked
package io.birthmark.station.audit;

import org.jspecify.annotations.NullMarked;
