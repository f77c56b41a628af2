package latchkey.http.browser;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The attributes and the names of the token cookies. */
@ConfigMapping(prefix = "latchkey.cookies")
public interface CookieConfig {
    /** Whether browsers send the token cookies over https only. Use false only to try Latchkey out over plain http. */
    @WithDefault("true")
    boolean secure();

    /** The SameSite attribute of the token cookies. */
    @WithDefault("lax")
    SameSite sameSite();

    /**
     * The prefix of the token cookies' names; browsers enforce its rules. Latchkey reads no cookie of another name, so a change
     * signs every user out.
     */
    @WithDefault("none")
    Prefix prefix();

    /** Whether browsers store the cookies separately for each top-level site, for a frontend embedded in many sites. */
    @WithDefault("false")
    boolean partitioned();

    enum SameSite {
        LAX,
        STRICT,
        /** For a frontend on another site; browsers then require {@code latchkey.cookies.secure}. */
        NONE
    }

    enum Prefix {
        NONE,
        /** {@code __Secure-}: set over https only. */
        SECURE,
        /** {@code __Host-}: for this host only and all its paths. Contracts on one host then share the cookies. */
        HOST
    }
}
