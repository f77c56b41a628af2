package latchkey.key;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;

/** One key pair of the ring, as it is stored. */
@Entity
class SigningKey extends PanacheEntityBase {

    /** The key in the highest place signs. */
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

    @SuppressWarnings("NullAway.Init") // Hibernate fills it
    protected SigningKey() {}

    SigningKey(int place, String kid, String algorithm, byte[] publicKey, byte[] privateKey, Instant createdAt) {
        this.place = place;
        this.kid = kid;
        this.algorithm = algorithm;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.createdAt = createdAt;
    }

    /** The newest first. */
    static List<SigningKey> ring() {
        return listAll(Sort.descending("place"));
    }

    /** Stores the key unless its place is taken, in one statement: of replicas that try at once, one does. */
    void claimPlace() {
        getEntityManager()
                .createNativeQuery("""
                        insert into signing_key (place, kid, algorithm, public_key, private_key, created_at)
                        values (:place, :kid, :algorithm, :publicKey, :privateKey, :createdAt)
                        on conflict do nothing
                        """)
                .setParameter("place", place)
                .setParameter("kid", kid)
                .setParameter("algorithm", algorithm)
                .setParameter("publicKey", publicKey)
                .setParameter("privateKey", privateKey)
                .setParameter("createdAt", createdAt)
                .executeUpdate();
    }
}
