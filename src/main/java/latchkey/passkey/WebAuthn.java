package latchkey.passkey;

import static java.util.Objects.requireNonNull;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Checks what authenticators sign, by a library. The log has the cause of a refusal, at level debug. */
@ApplicationScoped
class WebAuthn {

    /** In the order of preference (IANA COSE algorithms): ES256, EdDSA, RS256. */
    static final List<Integer> ALGORITHMS = List.of(-7, -8, -257);

    private static final boolean VERIFY_USER = true;
    private static final boolean USER_PRESENT = true;

    private static final List<PublicKeyCredentialParameters> PARAMETERS = ALGORITHMS.stream()
            .map(algorithm -> new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(algorithm)))
            .toList();

    private final ObjectConverter converter = new ObjectConverter();
    private final AttestedCredentialDataConverter credentials = new AttestedCredentialDataConverter(converter);
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final Origins origins;

    WebAuthn(Origins origins) {
        this.origins = origins;
    }

    /** The public key of a new passkey, and what its authenticator says of it. */
    record Registered(
            byte[] challenge,
            byte[] credentialId,
            byte[] credential,
            long signCount,
            boolean backupEligible,
            boolean backedUp) {}

    /** Nothing if the answer is not good. */
    Optional<Registered> registered(NewPasskey answer, String rpId, Predicate<byte[]> isGoodChallenge) {
        return checked(() -> {
            RegistrationData data =
                    manager.parse(new RegistrationRequest(answer.attestationObject(), answer.clientData()));
            byte[] challenge = challenge(data.getCollectedClientData(), isGoodChallenge);
            manager.verify(
                    data, new RegistrationParameters(server(rpId, challenge), PARAMETERS, VERIFY_USER, USER_PRESENT));
            AuthenticatorData<?> authenticator =
                    requireNonNull(data.getAttestationObject()).getAuthenticatorData();
            AttestedCredentialData credential = requireNonNull(authenticator.getAttestedCredentialData());
            return new Registered(
                    challenge,
                    credential.getCredentialId(),
                    credentials.convert(credential),
                    authenticator.getSignCount(),
                    authenticator.isFlagBE(),
                    authenticator.isFlagBS());
        });
    }

    /**
     * A good answer to a challenge.
     *
     * @param cloned whether the authenticator's count is not higher than the last one: another authenticator may have the same key
     */
    record Signed(byte[] challenge, long signCount, boolean backedUp, boolean cloned) {}

    /** Nothing if the answer is not good. */
    Optional<Signed> signed(Assertion answer, Passkey passkey, String rpId, Predicate<byte[]> isGoodChallenge) {
        return checked(() -> {
            AuthenticationData data = manager.parse(new AuthenticationRequest(
                    answer.credentialId(),
                    answer.userHandle(),
                    answer.authenticatorData(),
                    answer.clientData(),
                    answer.signature()));
            byte[] challenge = challenge(data.getCollectedClientData(), isGoodChallenge);
            manager.verify(
                    data,
                    new AuthenticationParameters(
                            server(rpId, challenge), record(passkey), null, VERIFY_USER, USER_PRESENT));
            AuthenticatorData<?> authenticator = requireNonNull(data.getAuthenticatorData());
            long count = authenticator.getSignCount();
            return new Signed(
                    challenge,
                    count,
                    authenticator.isFlagBS(),
                    (count > 0 || passkey.signCount > 0) && count <= passkey.signCount);
        });
    }

    private static byte[] challenge(CollectedClientData client, Predicate<byte[]> isGood) {
        byte[] challenge = requireNonNull(requireNonNull(client).getChallenge()).getValue();
        if (!isGood.test(challenge)) {
            throw new IllegalArgumentException("the challenge is not one of this sign-in, or has expired");
        }
        return challenge;
    }

    private ServerProperty server(String rpId, byte[] challenge) {
        return ServerProperty.builder()
                .originPredicate(origin -> origins.isTrusted(origin.toString()))
                .topOriginPredicate(origin -> false)
                .rpId(rpId)
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    /** The count is compared afterwards, so that a clone is told from an answer without a good signature. */
    private CredentialRecordImpl record(Passkey passkey) {
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                true,
                passkey.backupEligible,
                passkey.backedUp,
                0,
                credentials.convert(passkey.credential),
                null,
                null,
                null,
                Set.of());
    }

    private static <T> Optional<T> checked(Supplier<T> check) {
        try {
            return Optional.of(check.get());
        } catch (RuntimeException notGood) {
            // The library has exceptions of many kinds for bytes that nothing could sign.
            Log.debug("a passkey was refused", notGood);
            return Optional.empty();
        }
    }
}
