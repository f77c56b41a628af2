package latchkey.contract;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same cases against the jar, or the native executable. */
@QuarkusIntegrationTest
class ContractIT extends ContractTest {}
