package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.authority.CaCertificate;
import io.birthmark.emulator.store.Store;
import io.birthmark.emulator.x509.CaCheck;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** What the instance must know to judge an enrollment that a client sends. */
interface Surroundings {

  /**
   * For what was accepted before: a hub may have been unlinked since, a certificate have run out.
   */
  Surroundings FORGIVING =
      new Surroundings() {
        @Override
        public boolean isLinked(String hub) {
          return true;
        }

        @Override
        public boolean isRegistered(String caName) {
          return true;
        }

        @Override
        public Optional<String> outOfTime(X509Certificate certificate) {
          return Optional.empty();
        }
      };

  boolean isLinked(String hub);

  boolean isRegistered(String caName);

  /** What is wrong with the certificate's dates now. */
  Optional<String> outOfTime(X509Certificate certificate);

  /** For what clients send. */
  static Surroundings of(Set<String> hubs, Store store, Clock clock) {
    return new Surroundings() {
      @Override
      public boolean isLinked(String hub) {
        return hubs.contains(hub);
      }

      @Override
      public boolean isRegistered(String caName) {
        return store.find(CaCertificate.TABLE, caName).isPresent();
      }

      @Override
      public Optional<String> outOfTime(X509Certificate certificate) {
        return CaCheck.outOfTime(certificate, clock.instant());
      }
    };
  }
}
