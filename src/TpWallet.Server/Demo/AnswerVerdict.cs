namespace TpWallet.Server.Demo;

/// <summary>How an answer that is given again compares with the first.</summary>
internal enum AnswerVerdict
{
    /// <summary>It says the same.</summary>
    Same,

    /// <summary>The switch doesn't know the request any more.</summary>
    Lost,

    /// <summary>It says something else.</summary>
    Altered,
}
