package latchkey.page;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import latchkey.attempt.CountedAttempt;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.Reason;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.recovery.MailProof;
import latchkey.http.signin.MfaCode;
import latchkey.http.signin.PasskeyAssertion;
import latchkey.http.signin.PasswordBody;
import latchkey.http.signin.PasswordSignIn;
import org.jspecify.annotations.Nullable;

/** The forms of the account pages. */
final class PageForms {

    /** Characters of the longest token, as part of a link. */
    private static final int MAX_LINK = 2000;

    private static final int MAX_PASSKEY = 20_000;
    private static final int PASSKEY_PARTS = 5;

    /** What a pasted link has before its token. */
    private static final Pattern BEFORE_TOKEN = Pattern.compile(".*[#=/]");

    record Ask(
            @NotBlank @Size(max = EmailAddress.LONGEST) @Email(regexp = EmailAddress.PATTERN)
            String email) {}

    record Proof(
            @Size(max = MAX_LINK) @Nullable String token,
            @Size(max = EmailAddress.LONGEST) @Nullable String email,
            @Size(max = MAX_LINK) @Nullable String code) {

        LinkProof toProof() {
            return MailProof.of(tokenOf(token), typed(email), typed(code));
        }
    }

    /**
     * @param contract to open the session for; null for that of the host
     * @param passkey what a passkey signed, in place of a code: the parts of its answer, in base64url, with dots between them
     * @param returnTo where to go then; null for nowhere
     */
    record SecondFactor(
            @JsonProperty("mfa_token") @NotBlank @Size(max = MAX_LINK)
            String mfaToken,

            @Size(max = MAX_LINK) @Nullable String contract,
            @Size(max = 64) @Nullable String factor,
            @Size(max = MAX_PASSKEY) @Nullable String passkey,
            @Nullable Boolean remember,

            @JsonProperty("return_to") @Size(max = MAX_LINK) @Nullable
            String returnTo) {

        /** A pasted link has more before the token. */
        String token() {
            return String.valueOf(tokenOf(mfaToken));
        }

        boolean isByPasskey() {
            return typed(passkey) != null;
        }

        MfaCode toCode() {
            return new MfaCode(token(), factor, remember);
        }

        /** @throws AuthFailure PASSKEY_REJECTED if parts are missing */
        PasskeyAssertion toAssertion() {
            return assertion(passkey, token(), remember);
        }
    }

    /**
     * Username and password, or what a passkey signed: then the other two are missing.
     *
     * @param contract to open the session for; null for Latchkey's own pages
     */
    record Login(
            @JsonProperty("username") @Size(max = MAX_LINK) @Nullable
            String login,

            @JsonProperty("current_password") @Password(min = 1, raisable = false) @Nullable
            String currentPassword,

            @Size(max = MAX_LINK) @Nullable String contract,
            @Size(max = MAX_PASSKEY) @Nullable String passkey,

            @JsonProperty("return_to") @Size(max = MAX_LINK) @Nullable
            String returnTo)
            implements PasswordBody.SignIn {

        boolean isByPasskey() {
            return typed(passkey) != null;
        }

        @Override
        public boolean hashes() {
            return !isByPasskey();
        }

        @Override
        public CountedAttempt counted(PasswordSignIn signIns) {
            if (isByPasskey()) {
                return CountedAttempt.none();
            }
            required("current_password", currentPassword);
            return PasswordBody.SignIn.super.counted(signIns);
        }

        @Override
        public String username() {
            return required("username", login);
        }

        @Override
        public String password() {
            return required("current_password", currentPassword);
        }

        @Override
        public @Nullable String code() {
            return null;
        }

        @Override
        public @Nullable Boolean rememberDevice() {
            return null;
        }

        /** @throws AuthFailure PASSKEY_REJECTED if parts are missing */
        PasskeyAssertion toAssertion() {
            return assertion(passkey, null, null);
        }

        private static String required(String field, @Nullable String value) {
            if (value == null || value.isBlank()) {
                throw AuthFailure.invalid(Map.of(field, FieldError.of(FieldError.Kind.MISSING)));
            }
            return value;
        }
    }

    /** @param contract to open the session for; null for that of the host */
    record Enrolment(
            @JsonProperty("mfa_token") @NotBlank @Size(max = MAX_LINK)
            String mfaToken,

            @Size(max = MAX_LINK) @Nullable String contract,

            @JsonProperty("return_to") @Size(max = MAX_LINK) @Nullable
            String returnTo) {

        String token() {
            return String.valueOf(tokenOf(mfaToken));
        }
    }

    /** @param otpauthUri the secret of the app, shown again if the code is wrong */
    record EnrolmentCode(
            @JsonProperty("mfa_token") @NotBlank @Size(max = MAX_LINK)
            String mfaToken,

            @Size(max = MAX_LINK) @Nullable String contract,

            @JsonProperty("return_to") @Size(max = MAX_LINK) @Nullable
            String returnTo,

            @JsonProperty("factor_id") @NotBlank @Size(max = 64)
            String factorId,

            @JsonProperty("otpauth_uri") @Size(max = MAX_LINK) @Nullable
            String otpauthUri,

            @JsonProperty("first_code") @NotBlank @Size(max = 64)
            String firstCode) {

        /** @throws AuthFailure BAD_CREDENTIALS if it is no id */
        UUID id() {
            try {
                return UUID.fromString(factorId);
            } catch (IllegalArgumentException notAnId) {
                throw AuthFailure.because(Reason.BAD_CREDENTIALS);
            }
        }
    }

    record NewPassword(
            @Size(max = MAX_LINK) @Nullable String token,
            @Size(max = EmailAddress.LONGEST) @Nullable String email,
            @Size(max = MAX_LINK) @Nullable String code,
            @NotEmpty @Password String password)
            implements PasswordBody.Reset {

        @Override
        public LinkProof toProof() {
            return MailProof.of(tokenOf(token), typed(email), typed(code));
        }
    }

    record Link(@NotBlank @Size(max = MAX_LINK) String token) {

        String toToken() {
            return String.valueOf(tokenOf(token));
        }
    }

    private static PasskeyAssertion assertion(
            @Nullable String passkey, @Nullable String token, @Nullable Boolean remember) {
        String[] parts = String.valueOf(passkey).split("[.]", -1);
        if (parts.length != PASSKEY_PARTS) {
            throw AuthFailure.because(Reason.PASSKEY_REJECTED);
        }
        return new PasskeyAssertion(
                token,
                new PasskeyAssertion.Credential(
                        parts[0], new PasskeyAssertion.Response(parts[1], parts[2], parts[3], typed(parts[4]))),
                remember);
    }

    /** The token of a link, or of what a user has pasted. */
    private static @Nullable String tokenOf(@Nullable String pasted) {
        return typed(pasted) == null
                ? null
                : BEFORE_TOKEN.matcher(String.valueOf(pasted).strip()).replaceFirst("");
    }

    /** Forms send fields that are empty. */
    private static @Nullable String typed(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    private PageForms() {}
}
