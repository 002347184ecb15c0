package io.birthmark.firstboot.tls;

import io.birthmark.hsm.SigningAlgorithm;
import java.io.Serial;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signatures by {@link ElementKey}s, and nothing else: for every other key it says no, so that the
 * platform's own providers go on as before.
 */
final class ElementProvider extends Provider {
  @Serial private static final long serialVersionUID = 1;

  private ElementProvider() {
    super("BirthmarkElement", "1", "Signatures by keys that stay in a secure element");
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      putService(new ByElement(this, algorithm));
    }
  }

  /** Makes it known to this Java machine, where TLS looks for it; the second time is no other. */
  static void install() {
    int unusedPosition = Security.addProvider(new ElementProvider());
  }

  private static final class ByElement extends Service {
    private final SigningAlgorithm algorithm;

    ByElement(Provider provider, SigningAlgorithm algorithm) {
      super(
          provider,
          "Signature",
          algorithm.javaName(),
          ElementSignature.class.getName(),
          List.of(),
          Map.of());
      this.algorithm = algorithm;
    }

    @Override
    public Object newInstance(@Nullable Object unusedParameter) {
      return new ElementSignature(algorithm);
    }

    @Override
    public boolean supportsParameter(@Nullable Object key) {
      return key instanceof ElementKey ours && ours.offers(algorithm);
    }
  }
}
