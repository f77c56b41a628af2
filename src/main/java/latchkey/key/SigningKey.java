package latchkey.key;

import static java.util.Objects.requireNonNull;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.ColumnResult;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.Id;
import jakarta.persistence.SqlResultSetMapping;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** A key pair of the ring, as the table stores it. */
@Entity
@SqlResultSetMapping(
        name = SigningKey.WITH_TIME,
        entities = @EntityResult(entityClass = SigningKey.class),
        columns = @ColumnResult(name = "read_at", type = Instant.class))
public class SigningKey extends PanacheEntityBase {

    static final String WITH_TIME = "SigningKey.withTime";

    /** A key belongs to no account. */
    private static final String NO_ACCOUNT =
            " returning cast(null as bigint) as account_id, cast(null as text) as username, cast(null as uuid) as session_id";

    /** The secret that a private key is encrypted under, as far as this process knows. */
    enum EncryptedUnder {
        CURRENT,
        FORMER,
        OTHER
    }

    /** Of the keys whose time to sign has come, the one in the highest place signs. */
    @Id
    public int place;

    /** RFC 7638 thumbprint of the public key. */
    public String kid;

    /** As in a JWT's {@code alg}. */
    public String algorithm;

    /** X.509. */
    public byte[] publicKey;

    /** PKCS #8, as {@link Encryption} encrypted it. */
    public byte[] privateKey;

    public Instant createdAt;

    /** Until then the key is only published, so that all services know it once it signs. */
    public Instant signsFrom;

    /** Since then the key neither signs nor verifies. */
    @Nullable
    public Instant compromisedAt;

    @Transient
    EncryptedUnder secret = EncryptedUnder.CURRENT;

    /** By the database's clock. */
    @Transient
    Instant readAt;

    /** For Hibernate, which sets the fields. */
    protected SigningKey() {}

    SigningKey(
            int place,
            String kid,
            String algorithm,
            byte[] publicKey,
            byte[] privateKey,
            Instant createdAt,
            Instant signsFrom) {
        this.place = place;
        this.kid = kid;
        this.algorithm = algorithm;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.createdAt = createdAt;
        this.signsFrom = signsFrom;
        readAt = createdAt;
    }

    /** Whether both have the same stored form, so that what holds for one holds for the other. */
    boolean isSame(SigningKey other) {
        return kid.equals(other.kid)
                && algorithm.equals(other.algorithm)
                && Arrays.equals(publicKey, other.publicKey)
                && Arrays.equals(privateKey, other.privateKey);
    }

    /** Whether this process can sign with this key. */
    boolean isReadable() {
        return secret != EncryptedUnder.OTHER;
    }

    static List<SigningKey> newestFirst() {
        return Statements.rows(
                        WITH_TIME,
                        "select *, clock_timestamp() as read_at from signing_key order by place desc",
                        Map.of())
                .stream()
                .map(row -> {
                    SigningKey key = (SigningKey) requireNonNull(row[0]);
                    key.readAt = (Instant) requireNonNull(row[1]);
                    return key;
                })
                .toList();
    }

    /**
     * Takes a compromised key out of use. If it signed, its published successor signs from now on, preferably one of the same
     * algorithm. Records nothing if there is no such key, or it was already compromised.
     */
    static List<AuditEvent> compromise(String kid, EventDraft draft) {
        return draft.storeEach("""
                gone as (
                    update signing_key set compromised_at = :at where kid = :kid and compromised_at is null
                    returning place, signs_from, algorithm
                ), successor as (
                    update signing_key set signs_from = :at
                    where signs_from > :at and exists (select 1 from gone where signs_from <= :at) and place = (
                        select k.place from signing_key k, gone g where k.place > g.place and k.compromised_at is null
                        order by k.algorithm <> g.algorithm, k.place limit 1)
                    returning place
                ), about as (
                    select 'KEY_COMPROMISED' as kind, cast(null as bigint) as account_id, cast(null as text) as username,
                        cast(null as uuid) as session_id, cast(:kid as text) as detail
                    from gone
                )
                """, Map.of("kid", kid));
    }

    /** Stores the same key under another secret; false if another process already did. */
    boolean replacePrivateKey(byte[] wrapped) {
        return Statements.first(
                        Boolean.class,
                        "update signing_key set private_key = :wrapped where kid = :kid and private_key = :old returning true",
                        Map.of("wrapped", wrapped, "kid", kid, "old", privateKey))
                .isPresent();
    }

    /** Stores the key unless its place is taken, in one statement: of simultaneous replicas, only one succeeds. */
    List<AuditEvent> claimPlace(EventDraft draft) {
        Map<String, Object> row = new HashMap<>();
        row.put("place", place);
        row.put("kid", kid);
        row.put("algorithm", algorithm);
        row.put("publicKey", publicKey);
        row.put("privateKey", privateKey);
        row.put("createdAt", createdAt);
        row.put("signsFrom", signsFrom);
        return draft.withDetail(String.format(Locale.ROOT, "%s, %s, signs from %s", kid, algorithm, signsFrom))
                .storeWith("""
                        insert into signing_key
                            (place, kid, algorithm, public_key, private_key, created_at, signs_from)
                        values (:place, :kid, :algorithm, :publicKey, :privateKey, :createdAt, :signsFrom)
                        on conflict do nothing
                        """ + NO_ACCOUNT, row);
    }
}
