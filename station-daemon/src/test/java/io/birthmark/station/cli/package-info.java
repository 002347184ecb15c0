@NullMarked
package io.birthmark.station.cli;

import org.jspecify.annotations.NullMarked;
