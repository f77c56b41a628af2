package latchkey.platform.factor;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import latchkey.http.signin.PasskeyAssertion;
import latchkey.openapi.FieldDescriptions;
import latchkey.passkey.NewPasskey;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of passkeys. */
final class PasskeyBodies {

    /** The maximum characters of an attestation; those of keys in TPMs have certificates. */
    private static final int MAX_LENGTH = 16_384;

    private static final int MAX_TRANSPORTS = 8;

    @Schema(description = FieldDescriptions.PASSKEY_SIGN_IN)
    record SignIn(
            @JsonProperty("mfa_token")
            @Size(max = 255)
            @Nullable
            @Schema(description = FieldDescriptions.PASSKEY_MFA_TOKEN)
            String mfaToken) {}

    @Schema(description = FieldDescriptions.NEW_PASSKEY)
    record Registration(
            @NotBlank @Size(max = FactorBodies.LONGEST_NAME) @Schema(description = FieldDescriptions.FACTOR_NAME)
            String name,

            @NotNull @Schema(description = FieldDescriptions.CREDENTIAL)
            Credential credential) {

        NewPasskey toPasskey() {
            Response response = credential.response();
            List<String> transports = response.transports() == null ? List.of() : response.transports();
            return new NewPasskey(
                    name,
                    PasskeyAssertion.decoded(response.attestationObject()),
                    PasskeyAssertion.decoded(response.clientDataJSON()),
                    transports.stream()
                            .filter(transport -> transport.matches("[a-z-]{1,20}"))
                            .limit(MAX_TRANSPORTS)
                            .toList());
        }
    }

    @Schema(name = "NewPasskeyCredential", description = FieldDescriptions.CREDENTIAL)
    record Credential(
            @NotNull @Schema(description = FieldDescriptions.CREDENTIAL_RESPONSE)
            Response response) {}

    @Schema(name = "NewPasskeyResponse", description = FieldDescriptions.CREDENTIAL_RESPONSE)
    record Response(
            @NotBlank @Size(max = MAX_LENGTH) @Schema(description = FieldDescriptions.CLIENT_DATA)
            String clientDataJSON,

            @NotBlank @Size(max = MAX_LENGTH) @Schema(description = FieldDescriptions.ATTESTATION)
            String attestationObject,

            @Nullable @Schema(description = FieldDescriptions.TRANSPORTS)
            List<@NotNull String> transports) {}

    private PasskeyBodies() {}
}
