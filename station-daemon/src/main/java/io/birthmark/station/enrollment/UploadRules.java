package io.birthmark.station.enrollment;

/**
 * How the station uses its share of the service.
 *
 * @param operationsPerMinute this station's share of the service's limit
 * @param batchSize at most {@value #LARGEST_BATCH}
 * @param batchCountsOnce whether the service counts a batch as one operation; when not known, false
 *     is the careful answer
 */
public record UploadRules(int operationsPerMinute, int batchSize, boolean batchCountsOnce) {
  public static final int LARGEST_BATCH = 10;

  public UploadRules {
    if (operationsPerMinute < 1) {
      throw new IllegalArgumentException("operations per minute must be at least 1");
    }
    if (batchSize < 1 || batchSize > LARGEST_BATCH) {
      throw new IllegalArgumentException("a batch has 1 to " + LARGEST_BATCH + " enrollments");
    }
  }

  public static UploadRules ofShare(int operationsPerMinute) {
    return new UploadRules(operationsPerMinute, LARGEST_BATCH, false);
  }

  int costOf(int enrollments) {
    return batchCountsOnce ? 1 : enrollments;
  }
}
