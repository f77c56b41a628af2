package latchkey.passkey;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the jar, or the native executable, which could lack each class that the library reads by reflection. */
@QuarkusIntegrationTest
class AuthenticatorsIT extends AuthenticatorsTest {}
