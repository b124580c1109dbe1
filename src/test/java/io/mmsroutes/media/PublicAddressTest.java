package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "192.88.99.1",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::6440:1",
                "64:ff9b::a83f:8110",
                "64:ff9b::",
                "64:ff9b::c0a8:101",
                "64:ff9b:0:0:1::102:304",
                "64:ff9b:1::102:304",
                "64:ff9b:1:a00:0:100::",
                "::ffff:10.0.0.1",
                "::102:304",
                "192.31.196.1",
                "192.52.193.1",
                "192.175.48.1",
                "2001:3::1",
                "2001:4:112::1",
                "2620:4f:8000::1",
                "2001:1::1",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:30::1",
                "2002:102:304::1",
                "2001:0:102:304::1",
                "100:0:0:1::1",
                "5f00::1",
                "64:ff9b:1::1",
                "100::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "2130706433",
                "127.1"
            })
    void whatIsNotOpenInternetIsClosed(String address) throws UnknownHostException {
        assertThat(PublicAddress.test(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.76.120.192",
                "223.255.255.255",
                "52.216.0.1",
                "192.31.195.255",
                "192.31.197.0",
                "192.175.49.0",
                "64:ff9b::102:304",
                "64:ff9b::808:808",
                "::ffff:1.2.3.4",
                "2620:4f:8001::1",
                "2606:4700:4700::1111",
                "2a00:1450::1",
                "2001:4860:4860::8888"
            })
    void theOpenInternetIsOpen(String address) throws UnknownHostException {
        assertThat(PublicAddress.test(InetAddress.getByName(address))).isTrue();
    }
}
