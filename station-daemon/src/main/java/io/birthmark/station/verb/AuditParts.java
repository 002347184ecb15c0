package io.birthmark.station.verb;

import io.birthmark.hsm.issuer.AuditKey;
import io.birthmark.station.audit.HeadFolder;
import io.birthmark.station.audit.Notary;
import io.birthmark.station.journal.Heads;
import java.util.Optional;

/**
 * What is known of the journal's heads.
 *
 * @param exported where they are
 * @param key signs them; empty when the station has no HSM
 */
public record AuditParts(Notary notary, Heads heads, HeadFolder exported, Optional<AuditKey> key) {}
