package latchkey;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of contracts, HTTP and the admin API, without those of {@link MailSuite}. */
@Suite
@SelectPackages("latchkey")
@IncludeClassNamePatterns(ContractSuite.TESTS)
@ExcludeClassNamePatterns(MailSuite.TESTS)
class ContractSuite {

    static final String TESTS = "latchkey[.](admin|contract|http)[.].*Test";
}
