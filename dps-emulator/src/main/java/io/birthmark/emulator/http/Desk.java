package io.birthmark.emulator.http;

/**
 * One of the two APIs: takes a request that has found its way and answers it, or throws a {@link
 * Refusal}.
 */
public interface Desk {

  Reply answer(Request request, Route route);
}
