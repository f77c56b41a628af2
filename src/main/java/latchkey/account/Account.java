package latchkey.account;

import static java.util.Objects.requireNonNullElse;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A person as every contract sees one. */
@Entity
public class Account extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String username;
    public @Nullable String email;
    public String firstName;
    public String lastName;
    public @Nullable String fullName;
    public @Nullable String profileImage;
    public boolean active;
    public boolean superuser;
    public Instant joinedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills it
    protected Account() {}

    Account(Registration wanted, Instant now) {
        username = wanted.username();
        email = wanted.email();
        firstName = wanted.firstName();
        lastName = wanted.lastName();
        fullName = wanted.fullName();
        active = true;
        joinedAt = now;
    }

    public static Optional<Account> findActive(long id) {
        return find("id = ?1 and active", id).firstResultOptional();
    }

    void change(Profile profile) {
        firstName = requireNonNullElse(profile.firstName(), firstName);
        lastName = requireNonNullElse(profile.lastName(), lastName);
        fullName = changed(fullName, profile.fullName());
        profileImage = changed(profileImage, profile.profileImage());
    }

    private static @Nullable String changed(@Nullable String was, @Nullable String becomes) {
        return becomes == null ? was : becomes.isEmpty() ? null : becomes;
    }

    static void setActive(long id, boolean active) {
        update("active = ?2 where id = ?1", id, active);
    }

    static void setSuperuser(long id, boolean superuser) {
        update("superuser = ?2 where id = ?1", id, superuser);
    }

    /** The name to address somebody by; first and last name joined where no other was given. */
    public String displayName() {
        return fullName != null ? fullName : (firstName + " " + lastName).strip();
    }

    /** What the {@code groups} claim says: {@code user}, and {@code superuser} for those who are. */
    public List<String> groups() {
        return superuser ? List.of("user", "superuser") : List.of("user");
    }
}
