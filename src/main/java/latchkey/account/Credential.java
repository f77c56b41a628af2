package latchkey.account;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import java.time.Instant;
import java.util.Optional;

/** The password of one account, as its hash. Apart from the account, so that reading one never reads the other. */
@Entity
class Credential extends PanacheEntityBase {

    @Id
    public Long accountId;

    @MapsId
    @OneToOne(fetch = FetchType.LAZY)
    public Account account;

    /** In a form that {@link Passwords} knows. */
    public String passwordHash;

    public Instant changedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills it
    protected Credential() {}

    Credential(Account account, String passwordHash, Instant now) {
        this.account = account;
        this.passwordHash = passwordHash;
        changedAt = now;
    }

    /** Puts one hash in the place of another, in one statement; false where it is no longer there. */
    static boolean replace(long account, String old, String wanted, Instant now) {
        return update(
                        "passwordHash = ?3, changedAt = ?4 where accountId = ?1 and passwordHash = ?2",
                        account,
                        old,
                        wanted,
                        now)
                == 1;
    }

    /**
     * The credential, its account with it, of whoever signs in with {@code login}.
     *
     * @param login username or e-mail address, in any letter case
     */
    static Optional<Credential> findByLogin(String login) {
        return find("""
                        select c from Credential c join fetch c.account
                        where c.account.id = (select n.account.id from LoginName n where n.name = ?1)
                        """, LoginName.folded(login)).firstResultOptional();
    }
}
