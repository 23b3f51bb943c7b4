package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiTest.assertError;

import org.junit.jupiter.api.Test;
import parley.gateway.http.ApiFixture.Answer;

/** Rate limits count networks as one customer has them, as the socket's admission does. */
class AddressLimitTest {

    @Test
    void countsTheAddressesOfOneIpv6NetworkTogether() {
        try (ApiFixture api = new ApiFixture(
                "parley.gateway.http.behind-proxy = on",
                "parley.gateway.auth.limits.sign-ups-per-address { burst = 1, per-minute = 1 }")) {
            assertThat(signUp(api, "first", "2001:db8:1:2::1").status()).isEqualTo(201);

            assertError(signUp(api, "second", "2001:db8:1:2:ffff:ffff::9"), 429, "rate_limited");
            assertError(signUp(api, "third", "2001:0DB8:0001:0002::1%eth0"), 429, "rate_limited");
            assertThat(signUp(api, "fourth", "2001:db8:1:3::1").status()).isEqualTo(201);
            assertThat(signUp(api, "fifth", "203.0.113.1").status()).isEqualTo(201);
            assertError(signUp(api, "sixth", "::ffff:203.0.113.1"), 429, "rate_limited");
        }
    }

    private static Answer signUp(ApiFixture api, String name, String address) {
        return api.post(
                "/v1/accounts", "{'name':'" + name + "','password':'correct horse'}", "X-Forwarded-For", address);
    }
}
