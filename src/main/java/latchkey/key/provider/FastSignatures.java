package latchkey.key.provider;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ImageMode;
import java.lang.reflect.InvocationTargetException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Signatures of the Amazon Corretto Crypto Provider in place of the JDK's, where its library loads: x86_64 and aarch64 with glibc, on a
 * JVM. It signs and verifies ES256 in a fifth of the time. To load it takes half a second of processor time, which a service pays once
 * it has signed some tokens.
 */
public final class FastSignatures {

    /** The JCA names of ES256 and RS256. */
    static final List<String> ALGORITHMS = List.of("SHA256withECDSA", "SHA256withRSA");

    static final String NAME = "LatchkeySignatures";

    private static final String LIBRARY = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** Signatures after which the library is loaded. */
    private static final int THRESHOLD = 1_000;

    private static final AtomicInteger SIGNATURES = new AtomicInteger();

    /** Counts a signature, and has a thread of its own load the library when there were enough. */
    public static void count() {
        if (SIGNATURES.get() < THRESHOLD && SIGNATURES.incrementAndGet() == THRESHOLD) {
            Thread thread = new Thread(() -> install(LIBRARY), "signature library");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * Installs the signatures of a provider for all of the process, and logs which are in use.
     *
     * @param provider the name of its class, with the constant and the method of Amazon Corretto Crypto Provider
     * @return false if it cannot be used here
     */
    static boolean install(String provider) {
        if (ImageMode.current() != ImageMode.JVM) {
            return false;
        }
        try {
            Class<?> type = Class.forName(provider);
            Provider library = (Provider) type.getField("INSTANCE").get(null);
            Throwable flaw = (Throwable) type.getMethod("getLoadingError").invoke(library);
            if (flaw != null) {
                throw flaw;
            }
            Security.insertProviderAt(new Signatures(library), 1);
            Log.infof("signatures: %s %s", library.getName(), library.getVersionStr());
            return true;
        } catch (InvocationTargetException e) {
            Log.infof("signatures: those of the JDK (%s)", e.getCause());
        } catch (Throwable e) {
            Log.infof("signatures: those of the JDK (%s)", e);
        }
        return false;
    }

    /**
     * The key as the signatures in use take it. The library would parse a key of the JDK for each signature, which takes as long as to
     * sign.
     */
    public static PrivateKey prepared(PrivateKey key) {
        return Security.getProvider(NAME) instanceof Signatures signatures ? signatures.keys.get(key) : key;
    }

    /** The provider itself would replace the JDK's digests, ciphers and random numbers as well. */
    private static final class Signatures extends Provider {

        private static final long serialVersionUID = 1;

        /** More than sign at one time. */
        private static final int MAX_KEYS = 16;

        private final Provider library;
        private final transient LoadingCache<PrivateKey, PrivateKey> keys =
                Caffeine.newBuilder().weakKeys().maximumSize(MAX_KEYS).build(this::translated);

        Signatures(Provider library) {
            super(NAME, library.getVersionStr(), "signatures of " + library.getInfo());
            this.library = library;
            ALGORITHMS.forEach(
                    algorithm -> putService(new Signature(this, library.getService("Signature", algorithm))));
        }

        private PrivateKey translated(PrivateKey key) throws GeneralSecurityException {
            return (PrivateKey)
                    KeyFactory.getInstance(key.getAlgorithm(), library).translateKey(key);
        }
    }

    private static final class Signature extends Provider.Service {

        private final Provider.Service library;

        Signature(Provider provider, Provider.Service library) {
            super(provider, "Signature", library.getAlgorithm(), library.getClassName(), List.of(), Map.of());
            this.library = library;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return library.newInstance(parameter);
        }

        @Override
        public boolean supportsParameter(Object key) {
            return library.supportsParameter(key);
        }
    }

    private FastSignatures() {}
}
