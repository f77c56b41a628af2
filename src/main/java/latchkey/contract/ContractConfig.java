package latchkey.contract;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which contracts are enabled and where, and what an operator can change in each. */
@ConfigMapping(prefix = "latchkey.contract")
public interface ContractConfig {

    /** The fallback contract: it answers a path that several contracts claim, unless the host selects another. */
    @WithName("default")
    @WithDefault("drf-cookie")
    String fallback();

    /** Host names, each with the contract that answers there instead of the fallback contract. */
    Map<String, String> hosts();

    /**
     * The enabled contracts. If unset, the original five, and each that {@link #fallback} or {@link #hosts} names. Each one is
     * another way to sign in, with its own rules.
     */
    Optional<Set<String>> enabled();

    DrfToken drfToken();

    FastApi fastapi();

    interface DrfToken {
        /**
         * Whether a refresh also returns a new refresh token. A frontend that does not keep it is signed out at its next
         * refresh.
         */
        @WithDefault("false")
        boolean rotate();
    }

    interface FastApi {
        /** Where tokens are sent. Every script of the page can read a token in a body. */
        @WithDefault("both")
        TokensIn tokens();
    }

    enum TokensIn {
        BOTH,
        BODY,
        COOKIES
    }
}
