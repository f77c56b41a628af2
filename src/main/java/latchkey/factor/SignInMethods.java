package latchkey.factor;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a user proved at a sign-in to be the owner of the account.
 *
 * @param device the remembered device that replaces the second factor; null for none
 */
public record SignInMethods(Set<Method> methods, @Nullable UUID device) {

    /** One way. The names are those of RFC 8176 and OpenID's EAP ACR Values, but {@code MAIL}, which has none. */
    public enum Method {
        PWD,
        /** A code of an authenticator app, or a recovery code. */
        OTP,
        /** A mailed link or code. */
        MAIL,
        /** A passkey, which has verified the user: two factors. */
        POP;

        private static final List<Method> KNOWN = List.of(values());

        private final String claim = name().toLowerCase(Locale.ROOT);
    }

    /** The assurance level, from low to high: the {@code acr} claim (RFC 9068, 2.2.1). */
    public enum Assurance {
        /** One factor. */
        AAL1,
        /** Two factors. */
        AAL2,
        /** A passkey, which no other site can ask for (OpenID's EAP ACR Values). */
        PHR;

        private final String claim = name().toLowerCase(Locale.ROOT);

        public String claim() {
            return claim;
        }

        /** The level with this claim. */
        public static Optional<Assurance> find(String claim) {
            return Stream.of(values())
                    .filter(level -> level.claim().equals(claim))
                    .findFirst();
        }
    }

    private static final String MULTIPLE_FACTORS = "mfa";

    public static SignInMethods of(Method first, Method... others) {
        return new SignInMethods(EnumSet.of(first, others), null);
    }

    /** Reads what {@link #stored} returned, without methods of a later release. */
    public static SignInMethods read(String stored) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        for (String name : stored.split(" ")) {
            for (Method method : Method.KNOWN) {
                if (method.name().equals(name)) {
                    methods.add(method);
                }
            }
        }
        return new SignInMethods(methods, null);
    }

    /** These and one more. */
    public SignInMethods with(Method shown) {
        Set<Method> all = EnumSet.copyOf(methods);
        all.add(shown);
        return new SignInMethods(all, device);
    }

    /** These on a device that replaces the second factor. */
    public SignInMethods on(UUID remembered) {
        return new SignInMethods(methods, remembered);
    }

    public String stored() {
        return methods.stream().map(Method::name).collect(joining(" "));
    }

    /** A remembered device does not count: the user showed one factor. */
    public Assurance assurance() {
        if (methods.contains(Method.POP)) {
            return Assurance.PHR;
        }
        return methods.contains(Method.OTP) && methods.size() > 1 ? Assurance.AAL2 : Assurance.AAL1;
    }

    public boolean twoFactors() {
        return assurance() != Assurance.AAL1;
    }

    /** What the audit log says of the sign-in; null for a password. */
    public @Nullable String detail() {
        if (methods.contains(Method.MAIL)) {
            return "by mail";
        }
        return methods.contains(Method.POP) ? "by passkey" : null;
    }

    /** The {@code amr} claim (RFC 8176). */
    public List<String> amr() {
        List<String> amr = new ArrayList<>();
        methods.forEach(method -> amr.add(method.claim));
        if (twoFactors()) {
            amr.add(MULTIPLE_FACTORS);
        }
        return amr;
    }
}
