package latchkey.key;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key pair of the ring, as it is stored. */
@Entity
class SigningKey extends PanacheEntityBase {

    /** Of the keys that sign already, the one in the highest place does. */
    @Id
    public int place;

    /** RFC 7638 thumbprint of the public key. */
    public String kid;

    /** As in a JWT's {@code alg}. */
    public String algorithm;

    /** X.509. */
    public byte[] publicKey;

    /** PKCS #8, as {@link PrivateKeys} wrapped it. */
    public byte[] privateKey;

    public Instant createdAt;

    /** Until then it is only published, so that everybody knows it once it signs. */
    public Instant signsFrom;

    /** Since then it neither signs nor verifies. */
    public @Nullable Instant compromisedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills it
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
    }

    /** The newest first. */
    static List<SigningKey> newestFirst() {
        return listAll(Sort.descending("place"));
    }

    /** False where there is no such key, or it was known before. */
    static boolean compromise(String kid, Instant now) {
        return update("compromisedAt = ?2 where kid = ?1 and compromisedAt is null", kid, now) == 1;
    }

    /** Stores the key unless its place is taken, in one statement: of replicas that try at once, one does. */
    void claimPlace() {
        getEntityManager()
                .createNativeQuery("""
                        insert into signing_key
                            (place, kid, algorithm, public_key, private_key, created_at, signs_from)
                        values (:place, :kid, :algorithm, :publicKey, :privateKey, :createdAt, :signsFrom)
                        on conflict do nothing
                        """)
                .setParameter("place", place)
                .setParameter("kid", kid)
                .setParameter("algorithm", algorithm)
                .setParameter("publicKey", publicKey)
                .setParameter("privateKey", privateKey)
                .setParameter("createdAt", createdAt)
                .setParameter("signsFrom", signsFrom)
                .executeUpdate();
    }
}
