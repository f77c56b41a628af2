package latchkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of contracts, mail, webhooks and HTTP. */
@Suite
@SelectPackages({"latchkey.contract", "latchkey.email", "latchkey.http", "latchkey.webhook"})
@IncludeClassNamePatterns(".*Test")
class ContractSuite {}
