/**
 * Enrollments, individual and of groups: what they are, the rules they obey, and the service API
 * over them; and the registrations of the devices that came.
 */
@NullMarked
package io.birthmark.emulator.enrollment;

import org.jspecify.annotations.NullMarked;
