package latchkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of contracts, mail and HTTP. */
@Suite
@SelectPackages({"latchkey.contract", "latchkey.email", "latchkey.http"})
@IncludeClassNamePatterns(".*Test")
class ContractSuite {}
