package parley.gateway.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What rate limits count as one address: for IPv6 the /64, since that is what one customer has. */
public final class ClientNetwork {

    private static final int IPV6_NETWORK_BYTES = 8;
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private ClientNetwork() {}

    public static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES)) + "::/64"
                : address.getHostAddress();
    }

    /** As a proxy wrote the address; what is none counts as it stands. */
    public static String of(String address) {
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        try {
            // In brackets it is never taken for a name that has to be looked up.
            return IPV6.matcher(bare).matches() ? of(InetAddress.getByName("[" + bare + "]")) : address;
        } catch (UnknownHostException malformed) {
            return address;
        }
    }
}
