@NullMarked
package io.birthmark.station.database;

import org.jspecify.annotations.NullMarked;
