package latchkey.key.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastSignaturesTest {

    private static final String LIBRARY = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    @AfterEach
    void theJdkSignsAgain() {
        Security.removeProvider(FastSignatures.NAME);
    }

    @ParameterizedTest
    @CsvSource({"SHA256withECDSA, EC, SunEC", "SHA256withRSA, RSA, SunRsaSign"})
    void theLibraryAndTheJdkAcceptEachOthersSignatures(String algorithm, String family, String jdk) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance(family).generateKeyPair();
        installed();

        Signature library = Signature.getInstance(algorithm);
        assertThat(library.getProvider().getName()).isEqualTo(FastSignatures.NAME);
        byte[] signature = signed(library, keys);
        assertThat(verifies(Signature.getInstance(algorithm, jdk), keys, signature))
                .isTrue();
        assertThat(verifies(
                        Signature.getInstance(algorithm), keys, signed(Signature.getInstance(algorithm, jdk), keys)))
                .isTrue();
        signature[signature.length - 1] ^= 1;
        assertThat(verifies(Signature.getInstance(algorithm), keys, signature)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SHA256withECDSA, EC, SunEC", "SHA256withRSA, RSA, SunRsaSign"})
    void aKeyIsParsedOnce(String algorithm, String family, String jdk) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance(family).generateKeyPair();
        assertThat(FastSignatures.prepared(keys.getPrivate())).isSameAs(keys.getPrivate());
        installed();

        PrivateKey prepared = FastSignatures.prepared(keys.getPrivate());
        byte[] signature = signed(Signature.getInstance(algorithm), new KeyPair(keys.getPublic(), prepared));

        assertThat(prepared)
                .isSameAs(FastSignatures.prepared(keys.getPrivate()))
                .isNotSameAs(keys.getPrivate());
        assertThat(verifies(Signature.getInstance(algorithm, jdk), keys, signature))
                .isTrue();
    }

    @Test
    void nothingElseIsReplaced() throws Exception {
        installed();

        assertThat(MessageDigest.getInstance("SHA-256").getProvider().getName()).isEqualTo("SUN");
        assertThat(Signature.getInstance("Ed25519").getProvider().getName()).isEqualTo("SunEC");
    }

    @Test
    void theJdkSignsWhereTheLibraryIsMissing() throws Exception {
        assertThat(FastSignatures.install("latchkey.no.such.Provider")).isFalse();

        assertThat(Signature.getInstance("SHA256withECDSA").getProvider().getName())
                .isEqualTo("SunEC");
    }

    /** As on a machine for which there is no library. */
    @Test
    void theJdkSignsWhereTheLibraryDoesNotLoad() throws Exception {
        assertThat(FastSignatures.install(Unloadable.class.getName())).isFalse();

        assertThat(Signature.getInstance("SHA256withECDSA").getProvider().getName())
                .isEqualTo("SunEC");
    }

    /** A provider whose library does not load. */
    public static final class Unloadable extends java.security.Provider {

        private static final long serialVersionUID = 1;

        public static final Unloadable INSTANCE = new Unloadable();

        private Unloadable() {
            super("Unloadable", "1", "for a test");
        }

        public Throwable getLoadingError() {
            return new UnsatisfiedLinkError("wrong ELF class");
        }
    }

    private static void installed() {
        boolean installed = FastSignatures.install(LIBRARY);
        assumeTrue(installed, "this machine has no library of the provider");
    }

    private static byte[] signed(Signature signature, KeyPair keys) throws Exception {
        signature.initSign(keys.getPrivate());
        signature.update(new byte[] {1, 2, 3});
        return signature.sign();
    }

    private static boolean verifies(Signature signature, KeyPair keys, byte[] signed) throws Exception {
        signature.initVerify(keys.getPublic());
        signature.update(new byte[] {1, 2, 3});
        return signature.verify(signed);
    }
}
