using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Orleans.Hosting;

namespace Sweep.Grains;

/// <summary>Certificates for connections between silos and clients: each side shows one, and trusts those that one authority has
/// issued.</summary>
/// <remarks>Host names are not compared: silos call each other by address. Whoever holds a certificate of the authority belongs to the
/// cluster.</remarks>
public sealed class ClusterTls
{
    private readonly X509Certificate2 own;
    private readonly X509Certificate2Collection authorities = [];

    private ClusterTls(X509Certificate2 own) => this.own = own;

    /// <summary>Reads PEM files.</summary>
    /// <param name="certificateFile">The own certificate.</param>
    /// <param name="keyFile">Its private key, without passphrase.</param>
    /// <param name="authorityFile">Certificates of the authority.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file holds something else.</exception>
    public static ClusterTls Read(string certificateFile, string keyFile, string authorityFile)
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        // Some platforms refuse a key that exists in memory only: the detour gives it a store of its own.
        var tls = new ClusterTls(X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null));
        tls.authorities.ImportFromPemFile(authorityFile);
        return tls;
    }

    internal void Apply(ISiloBuilder silo) => silo.UseTls(Apply);

    internal void Apply(IClientBuilder client) => client.UseTls(Apply);

    private void Apply(TlsOptions options)
    {
        options.LocalCertificate = own;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, _, _) => IsOfAuthority(certificate);
        options.OnAuthenticateAsClient = (_, authentication) => authentication.TargetHost = own.GetNameInfo(X509NameType.DnsName, false);
    }

    /// <summary>Whether the authority has issued a certificate that is valid now.</summary>
    internal bool IsOfAuthority(X509Certificate2? certificate)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
