package io.birthmark.demo.bench;

import java.util.OptionalDouble;

/**
 * How the daemon was at one moment of the day.
 *
 * @param hour how many hours' work was done, 0 before the first device
 * @param residentMegabytes all that it has in memory, code and other files included
 * @param ownMegabytes of it, what no file holds: heap, compiled code, stacks, SQLite's pages
 * @param heapMegabytes of the Java heap in use after the latest collection; empty before the first
 * @param files open file descriptors
 * @param journalMegabytes the journal on the disk, its log included
 * @param waiting enrollments that the service has not been told of
 */
record DaySample(
    double hour,
    double residentMegabytes,
    double ownMegabytes,
    OptionalDouble heapMegabytes,
    int threads,
    int files,
    double journalMegabytes,
    long waiting) {}
