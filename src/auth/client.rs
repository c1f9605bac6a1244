//! Which machine asks: its address and browser, for throttles and the list of sessions.

use super::Auth;
use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The longest User-Agent kept; real ones have about 120 characters.
const MAX_USER_AGENT: usize = 256;

/// Where the client's address is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientIpSource {
    /// From the connection. X-Forwarded-For is ignored: anybody can write it.
    Socket,
    /// From the last entry of X-Forwarded-For, which the one proxy in front of us has written.
    TrustedProxy,
}

/// Who is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub ip: IpAddr,
    pub user_agent: String,
}

impl Client {
    /// The client as this request shows it.
    #[must_use]
    pub fn read(source: ClientIpSource, peer: Option<SocketAddr>, headers: &HeaderMap) -> Self {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let ip = match source {
            ClientIpSource::Socket => peer,
            ClientIpSource::TrustedProxy => last_forwarded(headers).unwrap_or(peer),
        };
        let user_agent = headers
            .get(header::USER_AGENT)
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .unwrap_or_default();
        let user_agent =
            user_agent.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect();
        Self { ip: ip.to_canonical(), user_agent }
    }

    /// The key to count this client's attempts by. One subscriber has a whole IPv6 /64, so that is
    /// one client.
    #[must_use]
    pub fn network(&self) -> String {
        match self.ip {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => {
                let network = u128::from(ip) & !u128::from(u64::MAX);
                format!("{}/64", Ipv6Addr::from(network))
            }
        }
    }
}

/// The address the proxy appended. Entries before it came from the client and prove nothing.
fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next()?.trim().parse().ok()
}

impl<S> FromRequestParts<S> for Client
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        Ok(Self::read(Auth::from_ref(state).client_ip, peer, &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(forwarded: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers
    }

    fn peer() -> Option<SocketAddr> {
        Some("192.0.2.1:4711".parse().unwrap())
    }

    #[test]
    fn a_forwarded_header_counts_only_behind_a_trusted_proxy() {
        let forged = headers(&["203.0.113.9"]);
        let direct = Client::read(ClientIpSource::Socket, peer(), &forged);
        assert_eq!(direct.network(), "192.0.2.1");
        let proxied = Client::read(ClientIpSource::TrustedProxy, peer(), &forged);
        assert_eq!(proxied.network(), "203.0.113.9");
    }

    #[test]
    fn only_the_entry_that_the_proxy_wrote_counts() {
        let forged = headers(&["198.51.100.7, 198.51.100.8", "198.51.100.9, 203.0.113.9"]);
        let client = Client::read(ClientIpSource::TrustedProxy, peer(), &forged);
        assert_eq!(client.network(), "203.0.113.9");
        let missing = Client::read(ClientIpSource::TrustedProxy, peer(), &headers(&[]));
        assert_eq!(missing.network(), "192.0.2.1");
    }

    #[test]
    fn an_ipv6_subscriber_is_one_client() {
        let of = |text: &'static str| {
            Client::read(ClientIpSource::TrustedProxy, peer(), &headers(&[text])).network()
        };
        assert_eq!(of("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2:bbbb::9"), of("2001:db8:1:2:aaaa::1"));
        assert_ne!(of("2001:db8:1:3::1"), of("2001:db8:1:2::1"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
