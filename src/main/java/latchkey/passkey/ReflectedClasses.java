package latchkey.passkey;

import com.webauthn4j.converter.jackson.deserializer.cbor.CredentialProtectionPolicyDeserializer;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.Curve;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.authenticator.EdDSACOSEKey;
import com.webauthn4j.data.attestation.authenticator.RSACOSEKey;
import com.webauthn4j.data.attestation.statement.AndroidKeyAttestationStatement;
import com.webauthn4j.data.attestation.statement.AndroidSafetyNetAttestationStatement;
import com.webauthn4j.data.attestation.statement.AppleAnonymousAttestationStatement;
import com.webauthn4j.data.attestation.statement.AttestationCertificatePath;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.COSEKeyType;
import com.webauthn4j.data.attestation.statement.FIDOU2FAttestationStatement;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.attestation.statement.PackedAttestationStatement;
import com.webauthn4j.data.attestation.statement.Response;
import com.webauthn4j.data.attestation.statement.TPMAttestationStatement;
import com.webauthn4j.data.client.ClientDataType;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.TokenBinding;
import com.webauthn4j.data.client.TokenBindingStatus;
import com.webauthn4j.data.extension.UvmEntries;
import com.webauthn4j.data.extension.UvmEntry;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionsAuthenticatorOutputs;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The classes of the library that Jackson fills and writes by reflection. A native executable has members for reflection only of classes
 * that are named so; without one of these, it refuses passkeys that the jar accepts.
 */
@RegisterForReflection(
        targets = {
            // What the browser says.
            CollectedClientData.class,
            ClientDataType.class,
            Origin.class,
            TokenBinding.class,
            TokenBindingStatus.class,
            // What the authenticator says, and its public key.
            AttestationObject.class,
            EC2COSEKey.class,
            EdDSACOSEKey.class,
            RSACOSEKey.class,
            COSEAlgorithmIdentifier.class,
            COSEKeyType.class,
            Curve.class,
            // Attestations. Latchkey asks for none and trusts none, but some authenticators add one.
            NoneAttestationStatement.class,
            PackedAttestationStatement.class,
            FIDOU2FAttestationStatement.class,
            TPMAttestationStatement.class,
            AppleAnonymousAttestationStatement.class,
            AndroidKeyAttestationStatement.class,
            AndroidSafetyNetAttestationStatement.class,
            Response.class,
            AttestationCertificatePath.class,
            // Extensions. Latchkey asks for none, but some authenticators add some.
            AuthenticationExtensionsAuthenticatorOutputs.class,
            CredentialProtectionPolicyDeserializer.class,
            UvmEntries.class,
            UvmEntry.class
        })
final class ReflectedClasses {

    private ReflectedClasses() {}
}
