/// Every command of the door: name, what it takes, what it gives.
///
/// One list for all shells. `$with!` gets the whole list and makes of it what it needs: Tauri commands, HTTP routes,
/// TypeScript, names. This file holds nothing but the list, because `src-tauri/build.rs` includes it for the names.
#[macro_export]
macro_rules! commands {
    ($with:path) => {
        $with! {
            /// What a page shows first: accounts, profiles, the newest runs, the status bar.
            overview(Nothing) -> Overview;
            /// Runs, newest first, by page.
            list_runs(ListRuns) -> RunPage;
            /// One run with its nodes and looks.
            run(RunRef) -> RunDetail;
            /// What happened in a run, oldest first, by page.
            run_events(ListRunEvents) -> RunEventPage;
            /// Clusters of the accounts as last seen, by page.
            list_clusters(ListClusters) -> ClusterPage;
            /// Asks the provider now.
            refresh(Refresh) -> Nothing;
            /// Commits the intent and answers once it is on disk; the runs go on by themselves.
            launch(LaunchAsk) -> LaunchView;
            /// The drafts of a launch of several sizes and copies: names that tell them apart, networks counted on.
            expand(ExpandAsk) -> Drafts;
            /// A launch, and how far its runs are.
            launch_state(LaunchRef) -> LaunchView;
            /// Deletes a cluster, whoever made it. Commits the intent and answers at once; the run goes on by itself.
            delete_cluster(DeleteAsk) -> RunView;
            /// Reads the cluster anew, and tells what it is, what it could be, and what a resize would send.
            review_resize(ResizeReviewAsk) -> ResizeReview;
            /// Resizes a cluster. Commits the intent and answers at once; the run goes on by itself.
            resize_cluster(ResizeAsk) -> RunView;
            /// Reads the backups of a Cassandra cluster, and tells what a restore into a new one would send.
            review_restore(RestoreReviewAsk) -> RestoreReview;
            /// Restores a Cassandra cluster into a new one. Commits the intent and answers at once; the run goes on by
            /// itself.
            restore_cluster(RestoreAsk) -> RunView;
            /// Says that a cluster is of a run that was lost with a damaged store: the run comes back.
            take_up_cluster(ClusterClaim) -> Nothing;
            /// Says that a cluster is of no run that was lost here: it is not offered any more.
            disown_cluster(ClusterClaim) -> Nothing;
            /// What a person decides on a run.
            resolve(Resolve) -> RunView;
            /// Gives a user that a run is to make its password, into the keyring.
            keep_password(KeepPassword) -> Nothing;
            /// The password of a user that a run made, from the keyring.
            reveal_password(PasswordRef) -> Revealed;
            /// The review before a launch: what would be made, billed, and what stands in the way.
            review(ReviewAsk) -> Review;
            /// The exact requests of a draft with every finding, for the form.
            preview(PreviewAsk) -> Preview;
            /// Saved profiles.
            list_profiles(Nothing) -> ProfileList;
            /// One profile.
            profile(ProfileRef) -> Profile;
            /// A new draft with sensible values, not yet saved.
            new_profile(NewProfile) -> ProfileDraft;
            /// Keeps a draft, finished or not.
            save_profile(SaveProfile) -> Profile;
            /// Takes a profile away; runs made from it stay.
            remove_profile(ProfileRef) -> Nothing;
            /// A copy under a free name.
            duplicate_profile(ProfileRef) -> Profile;
            /// Versions, regions and node sizes to choose from.
            catalogue(CatalogueAsk) -> Catalogue;
            /// The accounts.
            list_accounts(Nothing) -> AccountList;
            /// Adds or changes an account.
            save_account(SaveAccount) -> AccountView;
            /// Takes an account and its key in the keyring away; its runs stay.
            remove_account(AccountRef) -> Nothing;
            /// Tries the account link by link, reading only.
            test_account(AccountRef) -> AccountTest;
            /// Reads all that the account's API shows, and tells its shapes and codes, nothing of the account's own.
            survey_account(AccountRef) -> AccountSurvey;
            /// Makes a home that came from another computer or place this one's own.
            take_over_home(Nothing) -> StatusView;
            /// This computer's own address, and who may be asked for it.
            own_address(Nothing) -> OwnAddress;
            /// Asks for this computer's own address now.
            find_address(Nothing) -> OwnAddress;
            /// Says who may be asked for this computer's own address.
            save_finders(FinderSettings) -> OwnAddress;
            /// The status bar.
            status(Nothing) -> StatusView;
        }
    };
}
