@NullMarked
package io.birthmark.station.systemd;

import org.jspecify.annotations.NullMarked;
