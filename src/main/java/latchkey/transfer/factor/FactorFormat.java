package latchkey.transfer.factor;

import java.util.Locale;

/** The format of a file of second factors. */
public enum FactorFormat {
    /** The output of {@code manage.py dumpdata}, with the models of django-otp or django-allauth. */
    DJANGO,
    /** Rows of the table {@code auth.mfa_factors}. */
    SUPABASE,
    /** Rows of the table {@code twoFactor}. */
    BETTER_AUTH,
    /** The export of a realm with its users. */
    KEYCLOAK,
    /** A JSON object on each line, as export writes it. */
    NDJSON;

    /** As operators type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
