@NullMarked
package io.birthmark.firstboot.tls;

import org.jspecify.annotations.NullMarked;
