package latchkey.passkey;

import static java.util.Objects.requireNonNull;

import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an authenticator said of a passkey when another backend registered it (WebAuthn Level 3, 6.5). Latchkey does not check the signature again.
 *
 * @param rpIdHash the SHA-256 of the domain that the passkey is for
 * @param credential the attested credential data
 */
public record Attestation(
        byte[] rpIdHash,
        byte[] credentialId,
        byte[] credential,
        long signCount,
        boolean backupEligible,
        boolean backedUp) {

    /** Reads an attestation object; nothing if it is none, or its key is of an algorithm that Latchkey does not check. */
    public static Optional<Attestation> read(byte[] attestationObject) {
        try {
            // Not static: a native image would freeze a static one with what it had read while it was built.
            ObjectConverter converter = new ObjectConverter();
            AuthenticatorData<?> authenticator = requireNonNull(
                            new AttestationObjectConverter(converter).convert(attestationObject))
                    .getAuthenticatorData();
            AttestedCredentialData credential = requireNonNull(authenticator.getAttestedCredentialData());
            byte[] stored = new AttestedCredentialDataConverter(converter).convert(credential);
            return isPublicKeyOf(credential.getCredentialId(), stored)
                    ? Optional.of(new Attestation(
                            authenticator.getRpIdHash(),
                            credential.getCredentialId(),
                            stored,
                            authenticator.getSignCount(),
                            authenticator.isFlagBE(),
                            authenticator.isFlagBS()))
                    : Optional.empty();
        } catch (RuntimeException notGood) {
            // The library has exceptions of many kinds for bytes that no authenticator made.
            return Optional.empty();
        }
    }

    /** Whether attested credential data has this id, and a key of an algorithm that Latchkey checks. */
    public static boolean isPublicKeyOf(byte[] credentialId, byte[] credential) {
        try {
            AttestedCredentialData read =
                    new AttestedCredentialDataConverter(new ObjectConverter()).convert(credential);
            COSEAlgorithmIdentifier algorithm =
                    requireNonNull(requireNonNull(read.getCOSEKey()).getAlgorithm());
            return Arrays.equals(read.getCredentialId(), credentialId)
                    && read.getCOSEKey().getPublicKey() != null
                    && WebAuthn.ALGORITHMS.contains((int) algorithm.getValue());
        } catch (RuntimeException notGood) {
            return false;
        }
    }
}
