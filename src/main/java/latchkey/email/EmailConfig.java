package latchkey.email;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** Whether Latchkey sends mail, which mails, and what they look like. The mail server has settings of Quarkus: see docs/email.md. */
@ConfigMapping(prefix = "latchkey.email")
public interface EmailConfig {

    /**
     * The sender of all mails, such as {@code Shop <no-reply@shop.example>}. Without one, Latchkey sends none, and the endpoints that
     * need mail do not exist.
     */
    Optional<String> sender();

    /** Whether users prove that their address is theirs. Required keeps out users who cannot; off leaves wrong addresses unnoticed. */
    @WithDefault("off")
    Verification verification();

    /** Whether a mail has a link, a code to type on another device, or both. A code can be read out to an attacker. */
    @WithDefault("links")
    Proof proof();

    /** Whether users may sign in with a mailed link or code instead of the password. Then their mailbox is as good as the password. */
    @WithDefault("false")
    boolean signIn();

    /** Of what the owner of an account gets a notice. */
    @WithDefault("password,address,sign-in,reuse,factor")
    Set<Notice> notices();

    /** The name of the product in mails and pages. */
    @WithDefault("Latchkey")
    String product();

    /** The URL of a logo in mails and pages. */
    Optional<String> logo();

    /** The e-mail address for users who need help. */
    Optional<String> support();

    /** The URL of the frontend, to which pages lead back. */
    Optional<String> home();

    /** A folder with templates and texts that replace the built-in ones of the same name, or add a language. */
    Optional<String> templates();

    Links links();

    /** Whether the operator's templates are read. */
    default boolean areTemplatesInUse() {
        return sender().isPresent() && templates().isPresent();
    }

    /** The frontend's own pages, each for one kind of link: a URL with <code>{token}</code> in it. Unset, Latchkey's page is used. */
    interface Links {
        Optional<String> verify();

        Optional<String> reset();

        Optional<String> signIn();

        Optional<String> change();

        Optional<String> undo();

        Optional<String> invite();

        Optional<String> notMe();

        default Optional<String> of(LinkKind kind) {
            return switch (kind) {
                case VERIFY -> verify();
                case RESET -> reset();
                case SIGN_IN -> signIn();
                case CHANGE -> change();
                case UNDO -> undo();
                case INVITE -> invite();
                case NOT_ME -> notMe();
            };
        }
    }

    enum Verification {
        OFF,
        OPTIONAL,
        REQUIRED
    }

    enum Proof {
        LINKS,
        CODES,
        BOTH
    }

    /** What the owner of an account is told of. */
    enum Notice {
        /** A new password. */
        PASSWORD,
        /** A new e-mail address; this goes to the former address, with a link that undoes it. */
        ADDRESS,
        /** A sign-in from a network and a device without an earlier session of the account. */
        SIGN_IN,
        /** A session ended because of refresh token reuse. */
        REUSE,
        /** A second factor that was added or removed, and each use of a recovery code. */
        FACTOR,
        NONE
    }
}
