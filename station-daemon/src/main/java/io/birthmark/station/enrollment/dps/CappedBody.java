package io.birthmark.station.enrollment.dps;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A body that is read up to a limit, so that no answer can fill the station's memory. It may have
 * keys in it: what is left behind on the way is wiped.
 */
final class CappedBody implements BodySubscriber<byte[]> {
  /** Ten enrollments are 8 KB; the service's own limit for a message is 96 KB. */
  static final int LIMIT = 256 * 1024;

  /** A page of a list: as much as a station with a small heap can read at once. */
  static final int PAGE_LIMIT = 2 * 1024 * 1024;

  private final int limit;
  private byte[] bytes = new byte[1024];
  private int size;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  private CappedBody(int limit) {
    this.limit = limit;
  }

  static BodyHandler<byte[]> handler(int limit) {
    return head -> new CappedBody(limit);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription started) {
    subscription = started;
    started.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      if (size + part.remaining() > limit) {
        if (subscription != null) {
          subscription.cancel();
        }
        Arrays.fill(bytes, (byte) 0);
        whole.completeExceptionally(
            new IOException("the answer is longer than " + limit + " bytes"));
        return;
      }
      take(part);
    }
  }

  private void take(ByteBuffer part) {
    int length = part.remaining();
    if (size + length > bytes.length) {
      byte[] larger = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
    }
    part.get(bytes, size, length);
    size += length;
  }

  @Override
  public void onError(Throwable failure) {
    Arrays.fill(bytes, (byte) 0);
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    byte[] exact = Arrays.copyOf(bytes, size);
    Arrays.fill(bytes, (byte) 0);
    whole.complete(exact);
  }
}
