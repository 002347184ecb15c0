/**
 * Individual enrollments: what they are, the rules they obey, where they are kept, and the service
 * API over them.
 */
@NullMarked
package io.birthmark.emulator.enrollment;

import org.jspecify.annotations.NullMarked;
