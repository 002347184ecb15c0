/**
 * Rows in tables, kept before they are shown. Knows nothing of what the rows mean: what an
 * enrollment is stands in {@code enrollment}, how a row is written to the disk in {@code state}.
 */
@NullMarked
package io.birthmark.emulator.store;

import org.jspecify.annotations.NullMarked;
